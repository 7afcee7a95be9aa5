import { describe, expect, test } from 'vitest'
import { publicUrl, redact } from '../../src/core/redact.ts'

describe('redact', () => {
  test.for<[string, string]>([
    // URLs
    ['https://user:hunter2@example.com/path', 'https://[redacted]@example.com/path'],
    ['postgres://app:p4ss@db:5432/main', 'postgres://[redacted]@db:5432/main'],
    ['https://ghx1234567890@github.example/repo', 'https://[redacted]@github.example/repo'],
    [
      'GET https://api.example/v1?api_key=abc&limit=5',
      'GET https://api.example/v1?api_key=[redacted]&limit=5',
    ],
    [
      'https://api.example/?limit=5&access_token=abc#top',
      'https://api.example/?limit=5&access_token=[redacted]#top',
    ],
    ['https://api.example/?X-Amz-Signature=0a1b', 'https://api.example/?X-Amz-Signature=[redacted]'],
    ['https://api.example/?sig=0a1b&st=x', 'https://api.example/?sig=[redacted]&st=x'],
    // headers
    ['authorization: Bearer abcdef.ghijkl', 'authorization: Bearer [redacted]'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [redacted]'],
    ['Authorization: Token 0123456789abcdef', 'Authorization: Token [redacted]'],
    ['x-api-key: 0123456789abcdef', 'x-api-key: [redacted]'],
    ['cookie: sessionid=38afes7a8', 'cookie: [redacted]'],
    // data and environment
    ['{"token":"0123456789abcdef"}', '{"token":"[redacted]"}'],
    [String.raw`{\"token\":\"0123456789abcdef\"}`, String.raw`{\"token\":\"[redacted]\"}`],
    ["{ apiKey: '0123456789abcdef' }", "{ apiKey: '[redacted]' }"],
    ['client_secret=0123456789abcdef', 'client_secret=[redacted]'],
    ['DB_PASSWORD=correcthorse', 'DB_PASSWORD=[redacted]'],
    ['password: hunter2', 'password: [redacted]'],
    ['password=p@ssw0rd!', 'password=[redacted]'],
    // vendors
    ['Incorrect API key provided: sk-proj-abcdefgh1234', 'Incorrect API key provided: [redacted]'],
    ['key sk-ant-api03-abcdefgh was used', 'key [redacted] was used'],
    ['stripe sk_live_0123456789abcdefghijklmn', 'stripe [redacted]'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '[redacted]'],
    ['github_pat_11ABCDEFG0123456789_abcdefghijklmnop', '[redacted]'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['xoxb-1234567890-abcdefghij', '[redacted]'],
    ['AIzaSyA0123456789abcdefghijklmnopqrstuvw', '[redacted]'],
    ['cookie: sid=abc; session=xyz1234567', 'cookie: [redacted]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P', '[redacted]'],
    ['password: "correct horse battery"', 'password: "[redacted]"'],
    ['postgres://u:p@ss@host/db', 'postgres://[redacted]@host/db'],
    ['OPENAI_KEY=0123456789', 'OPENAI_KEY=[redacted]'],
    // behind another pair
    ['Error: password=hunter2', 'Error: password=[redacted]'],
    ['login failed: OPENAI_API_KEY=K0123', 'login failed: OPENAI_API_KEY=[redacted]'],
    ['cause: secret: "two words"', 'cause: secret: "[redacted]"'],
    ['Error: Authorization: Basic dXNlcg', 'Error: Authorization: Basic [redacted]'],
    ['Error: x-api-key: abc123', 'Error: x-api-key: [redacted]'],
    ['TypeError: a=b: DB_PASSWORD=X', 'TypeError: a=b: DB_PASSWORD=[redacted]'],
    ['request failed: refresh_token: abcdefgh12345678', 'request failed: refresh_token: [redacted]'],
    [
      'Command failed: login --password hunter2 --user me',
      'Command failed: login --password [redacted] --user me',
    ],
    ['https://api.example/?access_token=0123456789', 'https://api.example/?access_token=[redacted]'],
    // parameters by any spelling
    ['https://api.example/?api%5Fkey=abc&q=1', 'https://api.example/?api%5Fkey=[redacted]&q=1'],
    ['https://api.example/?auth[token]=abc', 'https://api.example/?auth[token]=[redacted]'],
    ['https://api.example/?key[]=abc', 'https://api.example/?key[]=[redacted]'],
    ['https://api.example/?user=me&pass=abc', 'https://api.example/?user=me&pass=[redacted]'],
    ['https://api.example/;jsessionid=abc?q=1', 'https://api.example/;jsessionid=[redacted]'],
    ['https://api.example/?q=why?key=abc', 'https://api.example/?q=why?key=[redacted]'],
    [
      'https://api.example/?next=https%3A%2F%2Fb%2F%3Fkey%3Dabc%26n%3D1&n=2',
      'https://api.example/?next=https%3A%2F%2Fb%2F%3Fkey%3D[redacted]%26n%3D1&n=2',
    ],
    // several at once
    ['{"password":["a","b"],"n":1}', '{"password":[redacted],"n":1}'],
    ['{"credentials":{"user":"me","value":{"a":[1]}},"n":1}', '{"credentials":[redacted],"n":1}'],
    ['{"passwords":"a","apiKeys":"b"}', '{"passwords":"[redacted]","apiKeys":"[redacted]"}'],
    ['{"password":[', '{"password":[redacted]'],
    [String.raw`{"password":"hun\"ter2","n":1}`, '{"password":"[redacted]","n":1}'],
  ])('hides the secret of %o', ([text, clean]) => {
    expect(redact(text)).toBe(clean)
  })

  test('hides every secret of a text', () => {
    expect(redact('sk-aaaaaaaa and https://a:b@c and ?key=1&token=2')).toBe(
      '[redacted] and https://[redacted]@c and ?key=[redacted]&token=[redacted]',
    )
  })

  test('changes nothing when it is applied again', () => {
    const once = redact(
      'authorization: Bearer abcdefgh ?api_key=abc token=0123456789 https://a:b@c sk-abcdefgh',
    )
    expect(redact(once)).toBe(once)
  })

  const stack = [
    "TypeError: Cannot read properties of undefined (reading 'key')",
    '    at signIn (/home/app/src/auth.ts:12:34)',
    '    at async Session.open (file:///home/app/src/session-store.ts:120:7)',
    '    at node:internal/crypto/sign:81:3',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  ].join('\n')

  test.for<[string]>([
    ['p95: 1500'],
    ['keys: a, b'],
    ['https://api.example/?keys=a,b&filter[name]=c'],
    ['https://api.example/?next=https%3A%2F%2Fb%2F%3Fn%3D1%26m%3D2'],
    ['100%25 of 5%'],
    ['monkey=1'],
    ['max_tokens=100'],
    ['max_tokens=10000000'],
    ['https://api.example/?limit=5&sort=asc'],
    ['https://api.example/?monkey=1'],
    ['https://api.example/?q=x&max_tokens=100'],
    ['https://api.example/?keyword=agents'],
    ['https://api.example/?author=knuth&design=new'],
    ['design: performance'],
    ['signal: AbortSignal'],
    ['author: Somebody'],
    ['keyboard=qwertyuiop'],
    ['AuthenticationError: Incorrect credentials'],
    ['basic research skill'],
    ['Unexpected token: id'],
    ['token: 5'],
    ['sk-learn-pipeline'],
    ['https://api.example/?code=404'],
    ['key: value'],
    ['task-scheduling-loop took 5 ms'],
    ['http://localhost:3000/a@b'],
    ['see docs at https://example.com/keys/rotate'],
    ['expected 5 to be 6'],
    ['Error: limit: 5'],
    ['-- password reset'],
    ['use --token id'],
    [stack],
  ])('leaves %o alone', ([text]) => {
    expect(redact(text)).toBe(text)
  })
})

describe('publicUrl', () => {
  test.for<[string, string]>([
    ['https://user:pass@api.example:8443/v1/chat?key=abc#frag', 'https://api.example:8443/v1/chat'],
    ['http://localhost:3000/', 'http://localhost:3000/'],
    ['https://api.example', 'https://api.example/'],
    ['/relative?api_key=abc', '/relative?api_key=[redacted]'],
  ])('of %o is %o', ([url, shown]) => {
    expect(publicUrl(url)).toBe(shown)
  })
})
