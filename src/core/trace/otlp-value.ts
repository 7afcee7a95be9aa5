import type { SpanAttributes } from './span-table.ts'

/** One value of an attribute as OTLP writes it in JSON: integers as text, because they may be of 64 bits. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }

export interface OtlpAttribute {
  readonly key: string
  readonly value: OtlpValue
}

/** Attributes as OTLP writes them. Numbers that JSON has no word for are texts. */
export function otlpAttributes(attributes: SpanAttributes): OtlpAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }))
}

function valueOf(value: string | number | boolean): OtlpValue {
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'string' || !Number.isFinite(value)) return { stringValue: String(value) }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

/** Who exports: what OTLP calls the resource. */
export interface OtlpResource {
  readonly attributes: readonly OtlpAttribute[]
}

/** @param service the name that a backend lists it under: `service.name` */
export function otlpResource(service: string): OtlpResource {
  return { attributes: otlpAttributes({ 'service.name': service }) }
}

export const OTLP_SCOPE = { name: 'skillperf' } as const

const NS_PER_MS = 1e6

/**
 * A time of day in ns since 1970, as text: beyond what a number holds.
 *
 * @param unixMs whole ms since 1970
 */
export function unixNano(unixMs: number, plusMs: number = 0): string {
  return String(BigInt(unixMs) * BigInt(NS_PER_MS) + BigInt(Math.round(plusMs * NS_PER_MS)))
}
