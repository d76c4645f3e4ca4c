namespace LLMCourse.Reference.Corpora;

/// <summary>What the manifest says of one file of data.</summary>
/// <param name="Name">The name it is asked for by, for example <c>moby-dick</c>.</param>
/// <param name="File">The file's name within the folder of data.</param>
/// <param name="Description">What it is, in one sentence.</param>
/// <param name="Source">The address of the original.</param>
/// <param name="ObtainedFrom">The copy that was taken, and what was changed.</param>
/// <param name="Licence">Under what terms it may be used.</param>
/// <param name="Sha256">The hash of the file's bytes, 64 hexadecimal digits.</param>
/// <param name="Bytes">The size of the file.</param>
public sealed record DataSet(
    string Name, string File, string Description, string Source, string ObtainedFrom, string Licence, string Sha256, long Bytes);
