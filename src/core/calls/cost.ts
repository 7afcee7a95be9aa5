import { finiteAtLeastZero, knownKeys, plainObject } from '../check.ts'
import { usageError } from '../errors.ts'
import { CURRENCY_SIGNS } from '../judgement.ts'
import type { CurrencySign } from '../judgement.ts'
import { publicName } from '../redact.ts'
import type { Amount } from './amount.ts'
import { AmountBuilder } from './amount.ts'
import { modelUses } from './model-use.ts'
import type { ModelUse } from './model-use.ts'
import { listNames } from '../known-name.ts'
import type { TokenUse } from './seen.ts'

/** An amount of money with its sign: `'$0.02'`. */
export type Money = `${CurrencySign}${number}`

/** What a model's tokens cost, per million. */
export interface ModelPrice {
  /** Of prompts. */
  readonly in: number
  /** Of answers. May be left out for models that give none, such as those for embeddings. */
  readonly out?: number
}

/** Prices by the model's name, in the currency of the limit. */
export type Prices = Readonly<Record<string, ModelPrice>>

const MONEY = new RegExp(
  String.raw`^([${CURRENCY_SIGNS.join('')}])\s*((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$`,
  'iu',
)
const PER = 1_000_000

/** @throws SkillperfError for anything but an amount from 0 up with its sign in front */
export function readMoney(value: unknown, place: string): { sign: CurrencySign; amount: number } {
  const [, sign, digits] = typeof value === 'string' ? (MONEY.exec(value) ?? []) : []
  const known = CURRENCY_SIGNS.find((one) => one === sign)
  const amount = Number(digits)
  if (known !== undefined && Number.isFinite(amount)) return { sign: known, amount }
  throw usageError({
    place,
    rule: `the limit must be an amount from 0 up with one of the signs ${CURRENCY_SIGNS.join(' ')} in front`,
    received: { value },
    fix: "Write for example '$0.02'.",
  })
}

/**
 * Reads the prices of the models that were seen.
 *
 * @throws SkillperfError for a model without a price, listing those seen, or a price that is none
 */
export function readPrices(value: unknown, uses: readonly TokenUse[], place: string): Prices {
  const fix = "Write { prices: { 'gpt-x': { in: 2.5, out: 10 } } }, per million tokens."
  const given = plainObject(value, `${place} \`prices\``, fix)
  const prices = Object.fromEntries(
    Object.entries(given).map(([model, price]) => [
      model,
      readPrice(price, `${place} price of "${publicName(model)}"`),
    ]),
  )
  const models = modelUses(uses)
  const unpriced = models.find(({ model, output }) => {
    const price = Object.hasOwn(prices, model) ? prices[model] : undefined
    return price === undefined || (price.out === undefined && output > 0)
  })
  if (unpriced === undefined) return prices
  const part = Object.hasOwn(prices, unpriced.model) ? 'no price for its answers' : 'no price'
  throw usageError({
    place,
    rule: `${listNames([unpriced.model])} has ${part}, and used ${unpriced.input} tokens in and ${unpriced.output} out`,
    fix: `Models seen: ${listNames(models.map(({ model }) => model))}. ${fix}`,
  })
}

function readPrice(value: unknown, place: string): ModelPrice {
  const fix = 'Write { in: 2.5, out: 10 }: what a million tokens cost.'
  const given = plainObject(value, place, fix)
  knownKeys(given, ['in', 'out'], place)
  const input = finiteAtLeastZero(given['in'], 'in', place, fix)
  if (given['out'] === undefined) return { in: input }
  return { in: input, out: finiteAtLeastZero(given['out'], 'out', place, fix) }
}

/** What tokens cost, in and out. */
export function costOf(
  { model, input, output }: Pick<ModelUse, 'model' | 'input' | 'output'>,
  prices: Prices,
): { in: number; out: number; total: number } {
  const price = prices[model] ?? { in: Number.NaN }
  const costIn = (input * price.in) / PER
  const costOut = (output * (price.out ?? 0)) / PER
  return { in: costIn, out: costOut, total: exact(costIn + costOut) }
}

/** @param iterations all there were, those that cost nothing too */
export function costAmount(uses: readonly TokenUse[], prices: Prices, iterations: number): Amount {
  const builder = new AmountBuilder()
  for (const [iteration, all] of Map.groupBy(uses, (use) => use.iteration)) {
    builder.add(iteration, exact(all.reduce((sum, use) => sum + costOf(use, prices).total, 0)))
  }
  const amount = builder.amount(iterations)
  return { ...amount, total: exact(amount.total) }
}

/** Without the noise of binary fractions, which would break a limit that is just kept. */
function exact(value: number): number {
  return Number(value.toPrecision(12))
}
