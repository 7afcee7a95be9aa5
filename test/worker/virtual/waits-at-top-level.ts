// A library that connects, and tries again, while it is being loaded.
for (let i = 0; i < 3; i++) await new Promise((resolve) => void setTimeout(resolve, 500))

export const ready = true
