namespace LLMCourse.Reference.Checkpoints;

/// <summary>What the files of one checkpoint must have, may have, and what is left out.</summary>
/// <param name="Rules">How every parameter of the model is made.</param>
/// <param name="Tied">Tensors that may be there a second time under another name: the other name, and
/// the name of which they must be a copy.</param>
/// <param name="Ignored">Names of buffers that older versions saved and that the model computes.</param>
internal sealed record TensorLayout(IReadOnlyList<TensorRule> Rules, IReadOnlyDictionary<string, string> Tied,
    IReadOnlySet<string> Ignored);
