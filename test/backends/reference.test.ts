import { backendsUnderTest } from './backends-under-test.ts'
import { describeInterpreter, describeReference } from './reference-suite.ts'

describeInterpreter()
for (const [name, open] of Object.entries(backendsUnderTest)) describeReference(name, open)
