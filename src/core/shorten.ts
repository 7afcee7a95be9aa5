import { cutToWidth } from './table.ts'

const LONGEST_NAME = 60

/** A name of a paragraph would push every figure off the screen. */
export function shorten(name: string): string {
  return cutToWidth(name, LONGEST_NAME)
}
