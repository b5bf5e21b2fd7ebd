import { backendsUnderTest } from './backends-under-test.ts'
import { describeOps } from './op-suite.ts'

for (const [name, open] of Object.entries(backendsUnderTest)) describeOps(name, open)
