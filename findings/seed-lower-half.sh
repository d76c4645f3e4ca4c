#!/usr/bin/env bash
# A seed is a long, and initial_seed gives all of it back. On the CPU only its lower 32 bits choose the numbers: seeds that are 2^32 apart, as
# hashes and times in ticks may be, give the same weights and the same draws, and so does -1 with 2^32 - 1.
behaviour="on the CPU the upper 32 bits of a seed change nothing"
program='
string Draw(long seed)
{
    manual_seed(seed);
    return string.Join(" ", rand(2).data<float>().ToArray().Select(x => x.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture)));
}
string Own(ulong seed) => string.Join(" ", randn(new long[] { 2 }, generator: new Generator(seed)).data<float>().ToArray()
    .Select(x => x.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture)));
Console.WriteLine($"manual_seed(1): {Draw(1)}");
Console.WriteLine($"manual_seed(2^32 + 1): {Draw((1L << 32) + 1)}");
_ = Draw((1L << 32) + 1);
Console.WriteLine($"initial_seed() after that: {initial_seed()}");
Console.WriteLine($"manual_seed(2): {Draw(2)}");
Console.WriteLine($"manual_seed(-1) as manual_seed(2^32 - 1): {Draw(-1) == Draw((1L << 32) - 1)}");
Console.WriteLine($"a generator of its own, 7 as 2^40 + 7: {Own(7) == Own((1UL << 40) + 7)}");'
seen='manual_seed(1): 0.7576 0.2793
manual_seed(2^32 + 1): 0.7576 0.2793
initial_seed() after that: 4294967297
manual_seed(2): 0.6147 0.3810
manual_seed(-1) as manual_seed(2^32 - 1): True
a generator of its own, 7 as 2^40 + 7: True'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check
