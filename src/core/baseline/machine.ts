import { REFERENCE_VERSION } from './reference-version.ts'

/** What real times depend on, besides the code. */
export interface Machine {
  readonly cpu: string
  readonly arch: string
  /** Versions, as `process.versions` has them. */
  readonly node: string
  readonly v8: string
}

/**
 * The name that real entries stand under: real times of machines with
 * different names say nothing about each other.
 *
 * @example "AMD EPYC 7B13, x64, Node 24, V8 13.6, reference 1"
 */
export function machineName({ cpu, arch, node, v8 }: Machine): string {
  const [major] = node.split('.')
  const v8Major = v8.split('.').slice(0, 2).join('.')
  const model = cpu.replaceAll(/\s+/g, ' ').trim()
  return `${model}, ${arch}, Node ${major}, V8 ${v8Major}, reference ${REFERENCE_VERSION}`
}
