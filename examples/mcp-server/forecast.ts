export interface Forecast {
  readonly city: string
  readonly celsius: number
}

export async function forecastFor(city: string, signal?: AbortSignal): Promise<Forecast> {
  const response = await fetch(`https://weather.example/forecast/${encodeURIComponent(city)}`, {
    ...(signal !== undefined && { signal }),
  })
  if (!response.ok) throw new Error(`the weather service answered ${response.status}`)
  return (await response.json()) as Forecast
}
