/** Where files about measurements and tests are written, relative to the root. */
export const PROFILE_FOLDER = '.vitest/skillperf/profiles'
