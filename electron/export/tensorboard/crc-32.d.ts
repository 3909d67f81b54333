/** The package describes only its other polynomial. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** CRC-32C (Castagnoli) of bytes, as a signed 32-bit number. */
    buf(bytes: Uint8Array): number;
  };
  export default crc32c;
}
