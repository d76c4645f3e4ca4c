using System.Globalization;
using System.Text;

namespace LLMCourse.M01;

/// <summary>Draws line charts as SVG 1.1 (<see href="https://www.w3.org/TR/SVG11/"/>), in which y grows downwards.</summary>
public static class Svg
{
    /// <summary>The width of the picture in pixels.</summary>
    public const int Width = 640;

    /// <summary>The height of the picture in pixels.</summary>
    public const int Height = 400;

    /// <summary>Where the plot begins and ends from left to right.</summary>
    public const int Left = 60, Right = 620;

    /// <summary>Where the plot begins and ends from top to bottom.</summary>
    public const int Top = 40, Bottom = 360;
    /// <summary>Draws lines through points.</summary>
    /// <param name="title">What the chart shows; any text. What XML cannot hold, here or in a name, is left out or replaced.</param>
    /// <param name="series">At least one line, each with at least one point.</param>
    /// <returns>
    /// A well-formed document with the root <c>svg</c>, an element <c>title</c> with the title, a <c>polyline</c> for each unbroken run of points in
    /// the order of the series, and a <c>text</c> for each series with its name and nothing else.
    /// </returns>
    /// <exception cref="ArgumentException">There is no series, one has no points, or as many x as y it has not; or no point at all is finite.</exception>
    /// <remarks>
    /// The least x of all finite points lies at <see cref="Left"/>, the greatest at <see cref="Right"/>; the least y at <see cref="Bottom"/>, the greatest at
    /// <see cref="Top"/>; where least and greatest are equal, in the middle. A point that is not finite breaks the line: it is left out, and
    /// what follows begins a new polyline. Coordinates are written <c>x,y</c>, parted by spaces, to a tenth of a pixel or finer.
    /// </remarks>
    [Exercise("M01.E8")]
    public static string Line(string title, IReadOnlyList<LineSeries> series)
    {
        // TODO M01.E8: find the ranges, map each finite point into the plot, and write the elements, escaped and invariantly.
        throw new NotImplementedException("M01.E8: find the ranges, map each finite point into the plot, and write the elements, escaped and invariantly.");
    }
}
