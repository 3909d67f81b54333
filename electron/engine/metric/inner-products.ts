type Numbers = Uint8Array | Float64Array;

/**
 * Inner products of one vector with rows, [n]. Each is added up in the order of its numbers, so that equal rows give equal
 * products to the last bit, and a row with another the same as the other with it.
 * @param vector [size] @param rows [n, size], one after another
 */
export function innerProducts(vector: Float64Array, rows: Numbers): Float64Array {
  const size = vector.length;
  const products = new Float64Array(rows.length / size);
  let row = 0;
  // Four sums at once, which do not wait for each other.
  for (; row + 3 < products.length; row += 4) {
    let place = row * size;
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let at = 0; at < size; at++, place++) {
      const value = vector[at] as number;
      first += value * (rows[place] as number);
      second += value * (rows[place + size] as number);
      third += value * (rows[place + 2 * size] as number);
      fourth += value * (rows[place + 3 * size] as number);
    }
    products[row] = first;
    products[row + 1] = second;
    products[row + 2] = third;
    products[row + 3] = fourth;
  }
  for (; row < products.length; row++) {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += (vector[at] as number) * (rows[row * size + at] as number);
    products[row] = sum;
  }
  return products;
}
