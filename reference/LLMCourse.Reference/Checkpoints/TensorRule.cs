namespace LLMCourse.Reference.Checkpoints;

/// <summary>Says which tensors of the files make one parameter of the model.</summary>
/// <param name="Target">The parameter's name in the model's state dict.</param>
/// <param name="Sources">The tensors whose rows, one after the other, are the parameter's.</param>
/// <param name="Transposed">Whether the files have the matrix as <c>[in, out]</c>; then there is one source.</param>
internal sealed record TensorRule(string Target, IReadOnlyList<CheckpointTensor> Sources, bool Transposed = false);
