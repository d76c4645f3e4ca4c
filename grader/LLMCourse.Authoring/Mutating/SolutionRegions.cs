using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Finds what of a solution's file is the student's work: what stands in <c>#region Solution</c>.</summary>
internal static class SolutionRegions
{
    /// <summary>Returns the spans of the regions, in order.</summary>
    public static IReadOnlyList<TextSpan> Of(SyntaxNode root) =>
    [
        .. root.DescendantNodes(descendIntoTrivia: true).OfType<RegionDirectiveTriviaSyntax>()
            .Where(region => region.EndOfDirectiveToken.LeadingTrivia.ToString().Trim() == "Solution")
            .Select(region => (Start: region, End: region.GetRelatedDirectives().OfType<EndRegionDirectiveTriviaSyntax>().FirstOrDefault()))
            .Where(region => region.End is not null)
            .Select(region => TextSpan.FromBounds(region.Start.Span.End, region.End!.SpanStart)),
    ];
}
