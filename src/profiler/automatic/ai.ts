import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { OpenSpan } from '../open-span.ts'
import { describeOperation, resultAttributes, toolFailure } from './ai-sdk/describe.ts'
import type { Telemetry } from './ai-sdk/describe.ts'
import { watchStream } from './ai-sdk/watch-stream.ts'
import type { Instrument } from './instrument.ts'
import { traceChannel } from './trace-channel.ts'

/**
 * The AI SDK (`ai` from 7 on): `chat gpt-4o` for a call of a model, to the end
 * of its stream, `execute_tool search` for a tool, and around them what the
 * code has called, such as `generateText`. Attributes have the names of
 * OpenTelemetry's conventions for generative AI; what is asked and answered is not looked at.
 */
export const ai: Instrument = {
  name: 'ai',
  start() {
    let on = true
    const end = traceChannel<Telemetry>('ai:telemetry', {
      describe: describeOperation,
      ended(message, span, startMs) {
        annotate(span, resultAttributes(message.result))
        const failure = toolFailure(message.result)
        if (failure !== undefined) span.fail(failure.error)
        const goesOn = message.type === 'languageModelCall' && on
        return (
          goesOn && watchStream(message.result, span, startMs, (attributes) => annotate(span, attributes))
        )
      },
    })
    return () => {
      on = false
      end()
    }
  },
}

function annotate(span: OpenSpan, attributes: SpanAttributes): void {
  if (Object.keys(attributes).length > 0) span.annotate(attributes)
}
