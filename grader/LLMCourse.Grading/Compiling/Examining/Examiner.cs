using LLMCourse.Grading.Compiling.Inspection;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>Compiles a submission, compares its signatures and looks for what is banned, in this process.</summary>
internal static class Examiner
{
    /// <summary>Examines a submission.</summary>
    internal static Examination Examine(ExamineRequest request, CancellationToken cancellation)
    {
        Build build = SubmissionCompiler.Compile(request.Sources, request.Manifest, ReferenceSet.For(request.Manifest.Libraries),
            request.Starter, cancellation: cancellation);
        if (!build.Success) return new Examination(build, [], InspectionResult.Nothing);
        return new Examination(
            build,
            SignatureComparer.Compare(build, request.Manifest),
            SymbolInspector.Inspect(build, request.Manifest, new BanList(request.Bans), cancellation));
    }
}
