import { randomStream } from '../../core/time/random.ts'

/** Coordinates that one word has a say in: few, so that words hardly overlap. */
const PER_WORD = 16

/**
 * A vector of length 1 for a text, always the same: the sum of a few
 * coordinates for each different word. Texts that share words are near each
 * other, and others nearly orthogonal.
 */
export function embeddingOf(text: string, dimensions: number): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(dimensions)
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [`no words: ${text}`])
  for (const word of words) {
    const random = randomStream(0, 'embedding', word)
    for (let i = 0; i < PER_WORD; i++) {
      const at = Math.floor(random() * dimensions)
      sums[at] = (sums[at] ?? 0) + (random() < 0.5 ? -1 : 1) * (0.5 + random())
    }
  }
  const length = Math.sqrt(sums.reduce((sum, one) => sum + one * one, 0))
  return Float32Array.from(sums, (sum) => sum / length)
}
