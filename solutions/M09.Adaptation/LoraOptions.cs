namespace LLMCourse.M09;

/// <summary>Which layers an adapter changes, and with how many numbers.</summary>
/// <param name="Target">A regular expression that has to match the <em>whole</em> name of a linear layer, as <c>named_modules()</c> has it:
/// <c>h\.\d+\.attn\.c_attn</c>.</param>
/// <param name="Rank">r, at least 1.</param>
/// <param name="Alpha">α, finite and above 0: the update is multiplied by α/r.</param>
/// <param name="Dropout">The probability, at least 0 and below 1, with which each entry of the update's input is dropped in training.</param>
/// <param name="RankStabilized">Whether the update is multiplied by α/√r instead (Kalajdzievski 2023,
/// <see href="https://arxiv.org/abs/2312.03732"/>).</param>
/// <param name="Seed">The seed of the first matrices.</param>
public sealed record LoraOptions(string Target, int Rank, double Alpha, double Dropout = 0, bool RankStabilized = false, long Seed = 0);
