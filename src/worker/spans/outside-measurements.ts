/** What `perf` needs where nothing is measured: loaded at once, when it is asked for. */
export { recordLooseSpans } from './recorded-spans.ts'
export { printProfile, profileOf } from './profile.ts'
