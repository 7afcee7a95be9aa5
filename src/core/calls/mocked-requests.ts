/** Requests that mocks answer in place of the network, so that nobody takes them for real ones. */
interface MockedRequests {
  /** How many listen for requests over sockets. At 0, nothing that goes over one is mocked. */
  listening: number
  /** Calls of mocks that send their requests on, in the running code: those are noted as the mock's. */
  sending: number
  /** Requests of `node:http` and undici that a mock has taken. */
  readonly taken: WeakSet<object>
}

/** One for the process, however many copies of this module there are. */
const slots = globalThis as unknown as Record<symbol, MockedRequests | undefined>

export const mockedRequests: MockedRequests = (slots[Symbol.for('skillperf.mocked-requests')] ??= {
  listening: 0,
  sending: 0,
  taken: new WeakSet(),
})
