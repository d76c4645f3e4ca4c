namespace LLMCourse.Grader.Probing;

/// <summary>What a worker needs of a submission and its module.</summary>
/// <param name="Assembly">The submission's assembly as compiled.</param>
/// <param name="Symbols">Its portable symbols; may be empty, upon which exceptions have no lines.</param>
/// <param name="Checks">The assembly of the module's checks.</param>
public sealed record SubmissionImage(ReadOnlyMemory<byte> Assembly, ReadOnlyMemory<byte> Symbols, ReadOnlyMemory<byte> Checks)
{
    /// <summary>Reads the checks from a file.</summary>
    /// <param name="assembly">The submission's assembly as compiled.</param>
    /// <param name="symbols">Its portable symbols.</param>
    /// <param name="checksFile">The checks' assembly, for example LLMCourse.Checks.M02.dll.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<SubmissionImage> ReadAsync(
        ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> symbols, string checksFile, CancellationToken cancellationToken = default) =>
        new(assembly, symbols, await File.ReadAllBytesAsync(checksFile, cancellationToken).ConfigureAwait(false));
}
