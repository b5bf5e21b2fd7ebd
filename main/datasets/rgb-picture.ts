/** An 8-bit picture, [H, W, 3] row-major. */
export interface RgbPicture {
  readonly rgb: Uint8Array
  readonly width: number
  readonly height: number
}
