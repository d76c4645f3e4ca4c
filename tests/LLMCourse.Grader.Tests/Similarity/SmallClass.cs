using System.IO.Compression;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Similarity;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Grader.Tests.Similarity;

/// <summary>A class in a folder: a module of one file, its template, and what students made of it.</summary>
public sealed class SmallClass : IDisposable
{
    /// <summary>What everybody was given.</summary>
    public const string Template = """
        using static TorchSharp.torch;

        namespace LLMCourse.M09;

        /// <summary>Statistics.</summary>
        public static class Statistics
        {
            /// <summary>The mean.</summary>
            public static Tensor Mean(Tensor x)
            {
                CheckThatItIsFloatingPoint(x, nameof(x), "The mean of integers is not defined, so that they have to be converted first.", 1, 2, 3, 4);
                throw new NotImplementedException("M09.E1: return the mean.");
            }

            /// <summary>The variance.</summary>
            public static Tensor Variance(Tensor x) => throw new NotImplementedException("M09.E2: return the variance.");
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcourse-similarity-").FullName;

    public string Folder => _folder;

    /// <summary>A submission whose class has these members after what was given.</summary>
    public static string With(string members) =>
        $"using static TorchSharp.torch;\nnamespace LLMCourse.M09;\npublic static class Statistics\n{{\n{members}\n}}\n";

    public SmallClass Add(string student, string source)
    {
        Directory.CreateDirectory(Path.Combine(_folder, student));
        File.WriteAllText(Path.Combine(_folder, student, "Statistics.cs"), source);
        return this;
    }

    public SmallClass AddArchive(string student, string entry, string source)
    {
        using ZipArchive archive = ZipFile.Open(Path.Combine(_folder, student + ".zip"), ZipArchiveMode.Create);
        using StreamWriter writer = new(archive.CreateEntry(entry).Open());
        writer.Write(source);
        return this;
    }

    internal SimilarityReport Compare(int top = 50)
    {
        var manifest = new ModuleManifest
        {
            Id = "M09",
            Name = "M09.Statistics",
            Title = "Statistics",
            Files = ["Statistics.cs"],
            Usings = [
            ],
            Exercises = [],
            PublicApi = []
        };
        var reader = new SubmissionCodeReader(manifest, [new SourceFile("Statistics.cs", Template)]);
        IReadOnlyList<SubmissionCode> codes = reader.Read(SubmissionFinder.Find(_folder).Submissions, CancellationToken.None);
        return SimilarityAnalysis.Compare(manifest.Name, codes, top, reader.NotCompared, CancellationToken.None);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
