/**
 * What we need of OpenTelemetry's SDK, of versions 1 and 2. By shape, since not
 * everybody who imports this has it.
 */

/** Seconds and nanoseconds. */
export type OtelTime = readonly [seconds: number, nanoseconds: number]

export interface OtelSpanContext {
  readonly traceId: string
  readonly spanId: string
}

/** A span, while it runs and when it has ended. */
export interface OtelSpan {
  readonly name: string
  readonly startTime: OtelTime
  readonly endTime: OtelTime
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: { readonly code: number; readonly message?: string | undefined }
  /** Such as exceptions. */
  readonly events?: readonly {
    readonly name: string
    readonly attributes?: Readonly<Record<string, unknown>> | undefined
  }[]
  /** Of version 2. */
  readonly parentSpanContext?: OtelSpanContext | undefined
  /** Of version 1. */
  readonly parentSpanId?: string | undefined
  spanContext(): OtelSpanContext
}
