import { installClockShims } from '../../src/worker/virtual/shims/install.ts'

// As the setup file does, before a test file is imported.
installClockShims()
