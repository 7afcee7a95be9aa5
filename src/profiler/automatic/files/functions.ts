/** Functions of `node:fs` that are given a path, or a file that is open. Each may exist three times: with a callback, with a promise, and `…Sync`. */
export const FILE_FUNCTIONS: readonly string[] = (
  'access appendFile chmod close copyFile cp exists fdatasync fstat fsync ftruncate link lstat mkdir mkdtemp ' +
  'open opendir read readdir readFile readlink readv realpath rename rm rmdir stat statfs symlink truncate ' +
  'unlink utimes write writeFile writev'
).split(' ')

/** Methods of a `FileHandle`. */
export const HANDLE_FUNCTIONS: readonly string[] =
  'appendFile chmod close datasync read readFile readv stat sync truncate utimes write writeFile writev'.split(
    ' ',
  )
