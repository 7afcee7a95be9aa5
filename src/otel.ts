/** `skillperf/otel`: spans of OpenTelemetry in, spans and metrics out. It needs no package of OpenTelemetry. */
export { SkillperfSpanProcessor } from './profiler/otel/span-processor.ts'
export { receiveOtlp } from './profiler/otel/receive-otlp.ts'
export { sendOtlp } from './profiler/otel/send-otlp.ts'
export type { OtelSpan, OtelSpanContext, OtelTime } from './profiler/otel/otel-types.ts'
export type { OtlpReceiver, ReceiveOtlpOptions } from './profiler/otel/receive-otlp.ts'
export type { SendOtlpOptions, SentOtlp } from './profiler/otel/send-otlp.ts'
