/**
 * Where a number of the trust card passes, warns or fails, each with its reason. Most papers give no number: where we chose
 * one, the reason says so, and the card shows it beside the verdict.
 */
export const THRESHOLDS = {
  /** |sum - promised| / |promised|. */
  additivity: {
    pass: 0.01,
    warn: 0.05,
    /** Where next to nothing is promised, the relative residual is rounding over rounding. */
    negligible: 1e-4,
    source:
      'Sundararajan et al. 2017 (arXiv:1703.01365, section 5) ask for steps until the sum is within 5 %; 1 % is where it no longer shows on a colour bar.',
  },
  /** Standard error over the map's reach. */
  standardError: {
    pass: 0.05,
    warn: 0.2,
    source:
      'Our choice: at 20 % a value half as large as the largest cannot be told from noise (2.5 standard errors), at 5 % nothing that shows depends on the draw.',
  },
  /** Spearman's correlation with the runner-up class's map. */
  runnerUp: {
    pass: 0.8,
    warn: 0.95,
    source:
      'Test of Sixt et al. 2020 (arXiv:1912.09818), who give no number; ours: above 0.95 the two maps rank the same pixels, whichever class is asked for.',
  },
  /** Spearman's correlation of magnitudes with the map of the model whose last layer is shuffled. */
  lastLayer: {
    pass: 0.5,
    warn: 0.8,
    source:
      'Test of Adebayo et al. 2018 (arXiv:1810.03292), who give no number; ours: the last layer alone tells the classes apart, and below 0.5 most of the order is new.',
  },
  /** The same with every layer shuffled. */
  everyLayer: {
    pass: 0.3,
    warn: 0.6,
    source:
      'Test of Adebayo et al. 2018 (arXiv:1810.03292), who give no number; ours: nothing that was learnt is left, so what remains above 0.3 comes from the picture, as an edge detector’s would.',
  },
  /** Smallest difference of two areas or drops that counts. */
  gap: {
    smallest: 0.01,
    source:
      'Petsiuk et al. 2018 (arXiv:1806.07421) for the curves. Random order is the floor: beyond the marks between which 80 % of random orders lie is a difference, within them is chance; less than 0.01 is none.',
  },
} as const
