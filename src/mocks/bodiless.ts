const STATUSES: ReadonlySet<number> = new Set([204, 205, 304])

/** Whether a response never has a body: by its status, or because nobody has asked for one. */
export function isBodiless(status: number, method: string = 'GET'): boolean {
  return method === 'HEAD' || STATUSES.has(status)
}
