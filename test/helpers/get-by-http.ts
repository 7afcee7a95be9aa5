import http from 'node:http'

/** The text that `node:http` gets. */
export function getByHttp(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        let text = ''
        response.on('data', (data) => (text += String(data)))
        response.on('end', () => resolve(text)).on('error', reject)
      })
      .on('error', reject)
  })
}
