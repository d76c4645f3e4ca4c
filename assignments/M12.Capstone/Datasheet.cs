namespace LLMCourse.M12;

/// <summary>What is in a dataset and what is not: the part of a datasheet that can be counted.</summary>
/// <remarks>Gebru et al. 2021, "Datasheets for Datasets" (<see href="https://arxiv.org/abs/1803.09010"/>), §3.2 and §3.4.</remarks>
/// <param name="Rows">How many rows the sources have together.</param>
/// <param name="Kept">How many records there are.</param>
/// <param name="Dropped">How many rows were dropped for each of <see cref="DropReason.All"/>, in that order.</param>
/// <param name="Sources">How many records each source has, in ordinal order of the names.</param>
/// <param name="Topics">How many records each topic has, in the order of <c>NoticeCorpus.Topics</c>.</param>
/// <param name="Tones">How many records each tone has, in the order of <c>NoticeCorpus.Tones</c>.</param>
/// <param name="Splits">How many records each split has, in the order of the options.</param>
public sealed record Datasheet(
    int Rows,
    int Kept,
    IReadOnlyList<SheetCount> Dropped,
    IReadOnlyList<SheetCount> Sources,
    IReadOnlyList<SheetCount> Topics,
    IReadOnlyList<SheetCount> Tones,
    IReadOnlyList<SheetCount> Splits);
