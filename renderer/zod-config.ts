import { z } from 'zod'

// The page's content policy has no unsafe-eval; zod probes `new Function` unless told not to, before any schema is made.
z.config({ jitless: true })
