/** Functions whose allocations are known. Tests know their lines. */
const cache = new Map<number, Hit>()
const buffers: ArrayBuffer[] = []

class Hit {
  readonly id: number
  readonly tag: object
  constructor(id: number) {
    this.id = id
    this.tag = {}
  }
}

export function remember(id: number): void {
  cache.set(id, new Hit(id))
}

export function waste(id: number): number {
  return [{ id }, { id }].length
}

export function keepBuffer(bytes: number): void {
  buffers.push(new ArrayBuffer(bytes))
}

export async function rememberLater(id: number): Promise<void> {
  await Promise.resolve()
  remember(id)
}

export async function* stream(items: number): AsyncGenerator<number> {
  for (let id = 0; id < items; id++) {
    remember(id)
    yield id
  }
}

export function forget(): void {
  cache.clear()
  buffers.length = 0
}
