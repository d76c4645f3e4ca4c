namespace LLMCourse.M07;

/// <summary>Says what a rule looks for: one of <see cref="PhraseDetector"/>, <see cref="WordDetector"/>, <see cref="CanaryDetector"/> and
/// <see cref="ScoreDetector"/>.</summary>
public abstract record GuardDetector;
