import { installFetchShim } from '../../src/worker/fetch-shim.ts'

// As the setup file does, before a test file is imported: SDKs keep the fetch that they find.
installFetchShim()
