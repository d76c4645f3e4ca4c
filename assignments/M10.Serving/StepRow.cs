namespace LLMCourse.M10;

/// <summary>What a step of the model does for one sequence.</summary>
/// <remarks>The model stores keys and values of the tokens, then reads those of positions 0 to Start + Tokens.Count − 1, and gives the
/// logits after the last one. Position p is in slot p % BlockSize of block Table[p / BlockSize].</remarks>
/// <param name="Id">Which request this is.</param>
/// <param name="Tokens">The tokens to store, at least one.</param>
/// <param name="Start">The position of the first of them: how many are stored already.</param>
/// <param name="Table">The sequence's blocks, in the order of its positions.</param>
public sealed record StepRow(long Id, IReadOnlyList<int> Tokens, int Start, IReadOnlyList<int> Table);
