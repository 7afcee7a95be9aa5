import { publicName } from './redact.ts'

/** What a view of the spans of one name is called in tables, and in `CheckRecord.view`. */
export function spanLabel(name: string): string {
  return `span ${publicName(name)}`
}
