/** What the figures of the screen say, how they are computed, and where that was first written. */
interface FigureText {
  readonly title: string
  readonly text: string
  readonly formula: string
  readonly citation: string
}

export const FIGURE_NOTES = {
  accuracy: {
    title: 'Accuracy and its interval',
    text: 'The share of labelled samples whose most probable class is their label. The interval says how far the true share may lie from this one, given how few samples it stands on; it is exact enough for small n and near 0 or 1.',
    formula: 'accuracy = correct / n\ninterval = (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96',
    citation: 'Wilson, J. Am. Stat. Assoc. 22, 209 (1927)',
  },
  table: {
    title: 'Precision, recall, F1',
    text: 'Of what is called the class, the share that is of it (precision); of what is of the class, the share that is found (recall); and their harmonic mean (F1). Undefined figures are a dash, never 0.',
    formula: 'precision = tp / (tp + fp)\nrecall = tp / (tp + fn)\nF1 = 2 tp / (2 tp + fp + fn)',
    citation: 'van Rijsbergen, Information Retrieval (1979); as scikit-learn computes them',
  },
  confusion: {
    title: 'Confusion matrix',
    text: 'How often samples of a label (row) get a prediction (column). The diagonal is right. A cell opens the samples behind it, and asks why they were taken for the one class and not for the other.',
    formula: 'share = count / samples with the label',
    citation: 'as scikit-learn’s confusion_matrix; shares are normalised over rows',
  },
  roc: {
    title: 'ROC curve',
    text: 'Each class against all others: as the threshold on its probability falls, more of the class are found (up) and more of the others are called it (right). The area is the chance that a sample of the class gets a higher probability than one of another class: 0.5 is guessing, 1 is perfect. The micro average takes every pair of sample and class as one decision.',
    formula:
      'true positive rate = tp / (tp + fn)\nfalse positive rate = fp / (fp + tn)\nAUC = area under the curve (trapezoids)',
    citation: 'Fawcett, Pattern Recognition Letters 27, 861 (2006)',
  },
  precisionRecall: {
    title: 'Precision-recall curve',
    text: 'Each class against all others: how pure the found samples are (precision) for how many of the class are found (recall). Says more than ROC where a class is rare. A guessing model has the class’s share as its precision everywhere.',
    formula: 'AP = Σ (recallₖ − recallₖ₋₁) · precisionₖ',
    citation: 'Davis, Goadrich, ICML (2006); as scikit-learn’s average_precision_score',
  },
  calibration: {
    title: 'Confidence calibration',
    text: 'Samples are put into bins by the probability of their predicted class. A model that is as sure as it is right has its bars on the diagonal; below it, it is surer than it should be. The expected calibration error is the mean distance, weighted by the samples in each bin; it depends on the number of bins.',
    formula: 'ECE = Σ (n_bin / n) · |accuracy_bin − mean confidence_bin|',
    citation: 'Guo, Pleiss, Sun, Weinberger, ICML (2017), arXiv:1706.04599',
  },
  pairs: {
    title: 'Most confused classes',
    text: 'The largest wrong cells of the confusion matrix, each with the samples that the model was surest of: mistakes made with confidence are the ones to look at first.',
    formula: '',
    citation: '',
  },
} as const satisfies Record<string, FigureText>
