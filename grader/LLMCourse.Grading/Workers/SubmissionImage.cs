namespace LLMCourse.Grading.Workers;

/// <summary>What a worker needs of a submission and its module.</summary>
/// <param name="Assembly">The submission's assembly as compiled.</param>
/// <param name="Symbols">Its portable symbols; may be empty, upon which exceptions have no lines.</param>
/// <param name="Checks">The assembly of the module's checks.</param>
/// <param name="IsOwn">Whether it is the course's own code, which may share a worker with other such code.</param>
internal sealed record SubmissionImage(ReadOnlyMemory<byte> Assembly, ReadOnlyMemory<byte> Symbols,
    ReadOnlyMemory<byte> Checks, bool IsOwn);
