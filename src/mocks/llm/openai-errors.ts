const TYPES: Readonly<Record<number, readonly [type: string, code: string | null, message: string]>> = {
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  404: [
    'invalid_request_error',
    'model_not_found',
    'The model does not exist or you do not have access to it.',
  ],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached for requests.'],
  503: ['server_error', null, 'The engine is currently overloaded, please try again later.'],
}

/** The body that OpenAI sends with a status. */
export function openaiErrorBody(status: number): object {
  const [type, code, message] =
    TYPES[status] ??
    (status >= 500
      ? ['server_error', null, 'The server had an error while processing your request.']
      : ['invalid_request_error', null, 'The request is not valid.'])
  return { error: { message, type, param: null, code } }
}
