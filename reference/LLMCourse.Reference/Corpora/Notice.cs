namespace LLMCourse.Reference.Corpora;

/// <summary>A notice as its source delivers it: a text with two labels.</summary>
/// <param name="Source">The name of the source, one of <see cref="NoticeCorpus.SourceNames"/>.</param>
/// <param name="Row">Which row of its source it is, from 0.</param>
/// <param name="Text">Some sentences of English; from <see cref="NoticeCorpus.Sources"/>
/// perhaps with dirt and line breaks, or empty.</param>
/// <param name="Topic">What it is about, one of <see cref="NoticeCorpus.Topics"/>.</param>
/// <param name="Tone">How its writer feels about it, one of <see cref="NoticeCorpus.Tones"/>.</param>
public sealed record Notice(string Source, int Row, string Text, string Topic, string Tone);
