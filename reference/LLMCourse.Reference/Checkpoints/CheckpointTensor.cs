namespace LLMCourse.Reference.Checkpoints;

/// <summary>A tensor that the files must have.</summary>
/// <param name="Name">Its name in the files.</param>
/// <param name="Shape">Its shape in the files.</param>
internal sealed record CheckpointTensor(string Name, long[] Shape);
