/** sRGB to XYZ, rows of X, Y, Z (D65, 2 degrees). */
const TO_XYZ = [
  0.412453, 0.35758, 0.180423, 0.212671, 0.71516, 0.072169, 0.019334, 0.119193, 0.950227,
] as const
const WHITE = [0.95047, 1, 1.08883] as const

/**
 * sRGB in [0, 1] as CIE L*a*b*, with scikit-image's constants.
 * @param rgb  [n, 3]
 * @returns    [n, 3], L in [0, 100]
 */
export function rgbToLab(rgb: ArrayLike<number>): Float64Array {
  const lab = new Float64Array(rgb.length)
  for (let start = 0; start < rgb.length; start += 3) {
    const [red, green, blue] = [linear(rgb[start]!), linear(rgb[start + 1]!), linear(rgb[start + 2]!)]
    const along = (row: 0 | 1 | 2): number => {
      const offset = 3 * row
      const value = TO_XYZ[offset]! * red + TO_XYZ[offset + 1]! * green + TO_XYZ[offset + 2]! * blue
      return cubeRoot(value / WHITE[row])
    }
    const [x, y, z] = [along(0), along(1), along(2)]
    lab[start] = 116 * y - 16
    lab[start + 1] = 500 * (x - y)
    lab[start + 2] = 200 * (y - z)
  }
  return lab
}

function linear(value: number): number {
  return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92
}

function cubeRoot(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}
