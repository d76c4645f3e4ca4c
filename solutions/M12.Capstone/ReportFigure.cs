namespace LLMCourse.M12;

/// <summary>A figure of a report.</summary>
/// <param name="File">Its file, as the report links to it: <c>figures/learning.svg</c>.</param>
/// <param name="Alt">What it shows, in a sentence, for somebody who does not see it.</param>
/// <param name="Sha256">The SHA-256 of the file that lies beside the report, as 64 hexadecimal digits in lower case.</param>
/// <param name="Drawn">What the project's code draws from today's metrics: the text of an SVG. The file is up to date if the hash of this
/// text in UTF-8 is <see cref="Sha256"/>.</param>
public sealed record ReportFigure(string File, string Alt, string Sha256, string Drawn);
