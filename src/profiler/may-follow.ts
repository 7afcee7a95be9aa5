/** A value that a function hands out again and again is followed by no more spans than these at once. */
const MOST_FOLLOWERS = 16

const followers = new WeakMap<object, number>()

/** Whether one more span may wrap the methods of a value, to see when it is through. */
export function mayFollow(value: object): boolean {
  const count = (followers.get(value) ?? 0) + 1
  if (count <= MOST_FOLLOWERS) followers.set(value, count)
  return count <= MOST_FOLLOWERS
}
