using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M07;

/// <summary>Stands between a model and its users, and lets through what a policy allows.</summary>
/// <remarks>
/// <b>How a text is read.</b> From its beginning, code point by code point. A rule is known to match as soon as the last character of a
/// match is there; a word is known with the code point behind it that is kept and is neither a letter nor a digit, or with the end of the
/// text; a <see cref="ScoreDetector"/> is asked about the whole text at its end, unless the text is empty. As soon as a rule that blocks
/// is known to match, reading ends, and what nobody knows by then does not count. A match reaches from the first code point that belongs
/// to it to the last one, so what is left out within it belongs to it, and what is left out at its end does not.
/// <para><b>What is decided.</b> The most severe action of all rules known to match, of both stages: Block, Escalate, Redact, Allow; of
/// equal ones the rule that is first in the policy. All redactions are done, whatever the decision: the code points of all matches of
/// such rules are replaced by the mask, those that overlap by one. Matches that only touch get one each.</para>
/// <para><b>Input.</b> The turns of <see cref="ChatRole.User"/> and <see cref="ChatRole.Tool"/> are read one by one, since a document may
/// hold instructions as well as a user (Greshake et al. 2023, <see href="https://arxiv.org/abs/2302.12173"/>); the other turns are the
/// developer's and the model's own. At the first turn that is blocked all ends: nothing is shown, and the model is not asked. Otherwise
/// it gets the turns with their redactions.</para>
/// <para><b>Output.</b> Of a reply that is blocked, what stands before the match is shown (with its redactions), as a stream cannot take
/// it back; where several are known at once, what stands before the first of them. With a <see cref="ScoreDetector"/> for the output nothing is shown before the end of the reply, and nothing at all of one
/// that is blocked.</para>
/// <para><b>Failures.</b> A detector that throws, takes longer than the limit, or gives no number from 0 to 1 blocks, whatever its rule's
/// action, with a reason of <see cref="GuardFailure"/>. Cancellation by the caller is no failure: it is passed on. So are the model's
/// exceptions.</para>
/// </remarks>
public sealed class Guard
{
    #region Solution
    private readonly GuardPolicy _policy;
    #endregion

    /// <summary>Makes a guard.</summary>
    /// <param name="policy">What it goes by.</param>
    /// <exception cref="ArgumentException">Two rules have one id; a detector lists nothing; a phrase is empty once it is folded and
    /// trimmed; a hash is not 64 lower-case hexadecimal digits; the longest word is below 1; a canary has fewer than eight letters and
    /// digits; a threshold is not from 0 to 1; the time limit is 0 or less.</exception>
    [Exercise("M07.E3")]
    public Guard(GuardPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        // TODO M07.E3: refuse what cannot be meant, and keep the policy.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(policy.TimeLimit, TimeSpan.Zero, nameof(policy));
        if (policy.Rules.GroupBy(rule => rule.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two rules have the id {twice.Key}; give each its own.", nameof(policy));
        foreach (GuardRule rule in policy.Rules)
        {
            bool isRight = rule.Detector switch
            {
                PhraseDetector phrases => phrases.Phrases.Count > 0 && phrases.Phrases.All(phrase => Phrase(phrase).Length > 0),
                WordDetector words => words.Hashes.Count > 0 && words.Longest > 0 && words.Hashes.All(IsHash),
                CanaryDetector canary => Compact(canary.Token).EnumerateRunes().Count() >= 8,
                ScoreDetector score => score.Threshold is >= 0 and <= 1,
                _ => false,
            };
            if (!isRight)
            {
                const string Advice = "give phrases, hashes, a long token, or a threshold from 0 to 1.";
                throw new ArgumentException($"The detector of {rule.Id} cannot be meant: {Advice}", nameof(policy));
            }
        }

        _policy = policy;

        static bool IsHash(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);
        #endregion
    }

    /// <summary>Asks a model for a reply, and shows what may be shown of it.</summary>
    /// <param name="turns">The conversation, at least one turn.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How the model replies; null: its defaults.</param>
    /// <param name="cancellationToken">Ends the turn; the model and the detectors get it.</param>
    /// <returns>How the turn ended.</returns>
    /// <exception cref="ArgumentException">There is no turn.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M07.E3", Title = "Guardrails", Weight = 4)]
    public async Task<GuardDecision> RunAsync(
        IReadOnlyList<ChatTurn> turns, IChatModel model, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E3: read the input, ask the model, read the reply, decide.
        #region Solution
        Verdict verdict = new(_policy);
        if (await ReadInputAsync(turns, verdict, cancellationToken) is not { } allowed) return verdict.Decide("");
        Completion reply = await model.CompleteAsync(allowed, options, cancellationToken);
        Reader reader = new(_policy, GuardStage.Output, verdict);
        string shown = reader.Read(reply.Text);
        return verdict.Decide(shown + await reader.EndAsync(cancellationToken));
        #endregion
    }

    /// <summary>Asks a model for a reply, and shows it while it is written.</summary>
    /// <remarks>
    /// However the reply is cut into parts, also within a surrogate pair, the joined texts and the decision are those of
    /// <see cref="RunAsync"/>. What could still be part of a match is held back: at most as many folded characters as the longest phrase
    /// or token has, less one, or as the longest word may have. At a block the model is asked for no further part, and its sequence is
    /// disposed.
    /// </remarks>
    /// <param name="turns">As for <see cref="RunAsync"/>.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How the model replies; null: its defaults.</param>
    /// <param name="cancellationToken">Ends the turn; the model and the detectors get it.</param>
    /// <returns>Parts of the reply that are not empty, and at the end one with the decision. Arguments are checked by the call
    /// itself.</returns>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    [Exercise("M07.E3")]
    public IAsyncEnumerable<GuardChunk> StreamAsync(
        IReadOnlyList<ChatTurn> turns, IChatModel model, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E3: as RunAsync, but show each part of the reply as soon as no match can begin in it.
        #region Solution
        if (turns.Count == 0) throw new ArgumentException("The conversation is empty; give at least one turn.", nameof(turns));
        return StreamPartsAsync(turns, model, options, cancellationToken);
        #endregion
    }

    #region Solution
    private async IAsyncEnumerable<GuardChunk> StreamPartsAsync(
        IReadOnlyList<ChatTurn> turns,
        IChatModel model,
        CompletionOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Verdict verdict = new(_policy);
        StringBuilder shown = new();
        if (await ReadInputAsync(turns, verdict, cancellationToken) is { } allowed)
        {
            Reader reader = new(_policy, GuardStage.Output, verdict);
            await foreach (CompletionChunk chunk in model.StreamAsync(allowed, options, cancellationToken))
            {
                string part = reader.Read(chunk.Text);
                _ = shown.Append(part);
                if (part.Length > 0) yield return new GuardChunk(part, null);
                if (verdict.IsBlocked) break;
            }

            string rest = await reader.EndAsync(cancellationToken);
            _ = shown.Append(rest);
            if (rest.Length > 0) yield return new GuardChunk(rest, null);
        }

        yield return new GuardChunk("", verdict.Decide(shown.ToString()));
    }

    private async Task<List<ChatTurn>?> ReadInputAsync(IReadOnlyList<ChatTurn> turns, Verdict verdict, CancellationToken cancellationToken)
    {
        if (turns.Count == 0) throw new ArgumentException("The conversation is empty; give at least one turn.", nameof(turns));
        List<ChatTurn> allowed = [];
        foreach (ChatTurn turn in turns)
        {
            if (turn.Role is not (ChatRole.User or ChatRole.Tool))
            {
                allowed.Add(turn);
                continue;
            }

            Reader reader = new(_policy, GuardStage.Input, verdict);
            string text = reader.Read(turn.Text);
            allowed.Add(turn with { Text = text + await reader.EndAsync(cancellationToken) });
            if (verdict.IsBlocked) return null;
        }

        return allowed;
    }

    private static string Phrase(string phrase) => GuardText.Fold(phrase).Trim();

    private static string Compact(string text) => string.Concat(GuardText.Fold(text).EnumerateRunes().Where(Rune.IsLetterOrDigit));

    /// <summary>Writes a token as base64 does within a longer text: the characters that depend on the token alone, wherever it begins
    /// among three bytes.</summary>
    private static IEnumerable<string> Base64(string token)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(token);
        for (int before = 0; before < 3; before++)
        {
            string text = Convert.ToBase64String([.. new byte[before], .. bytes]);
            int from = ((before * 8) + 5) / 6, to = (before + bytes.Length) * 8 / 6;
            yield return text[from..to];
        }
    }

    /// <summary>What is known of a turn.</summary>
    private sealed class Verdict(GuardPolicy policy)
    {
        private int _rule = int.MaxValue;
        private GuardAction _action;
        private string _reason = "";

        public bool IsBlocked => _action == GuardAction.Block;

        public void Add(int rule, GuardAction action, string reason)
        {
            if (action > _action || (action == _action && rule < _rule)) (_rule, _action, _reason) = (rule, action, reason);
        }

        public GuardDecision Decide(string text) => new(_action, _rule == int.MaxValue ? null : policy.Rules[_rule].Id, _reason, text);
    }

    /// <summary>A match: from the code unit where it begins to the one behind it.</summary>
    private readonly record struct Match(int Start, int End);

    /// <summary>Reads a text piece by piece, and gives back what may be shown.</summary>
    private sealed class Reader
    {
        private readonly GuardPolicy _policy;
        private readonly Verdict _verdict;
        private readonly List<(int Rule, Finder Finder)> _finders = [];
        private readonly List<(int Rule, ScoreDetector Detector)> _scores = [];
        private readonly List<Match> _hidden = [];
        private readonly StringBuilder _text = new();
        private int _read, _shown, _blockedAt = int.MaxValue;

        public Reader(GuardPolicy policy, GuardStage stage, Verdict verdict)
        {
            (_policy, _verdict) = (policy, verdict);
            for (int i = 0; i < policy.Rules.Count; i++)
            {
                if (policy.Rules[i].Stage != stage) continue;
                if (policy.Rules[i].Detector is ScoreDetector score) _scores.Add((i, score));
                else _finders.AddRange(Finders(policy.Rules[i].Detector).Select(finder => (i, finder)));
            }
        }

        public string Read(string piece)
        {
            _ = _text.Append(piece);
            string unread = _text.ToString(_read, _text.Length - _read);
            for (int at = 0; at < unread.Length && !_verdict.IsBlocked;)
            {
                // Half a pair at the end waits for its other half.
                if (at == unread.Length - 1 && char.IsHighSurrogate(unread[at])) break;
                _ = Rune.DecodeFromUtf16(unread.AsSpan(at), out Rune rune, out int length);
                at += length;
                Step(rune, length);
            }

            if (_scores.Count > 0) return "";
            return _verdict.IsBlocked ? Show(_blockedAt) : Show(_finders.Select(finder => finder.Finder.Safe(_read)).Append(_read).Min());
        }

        public async Task<string> EndAsync(CancellationToken cancellationToken)
        {
            if (_verdict.IsBlocked) return "";
            if (_read < _text.Length) Step(Rune.ReplacementChar, 1);
            string text = _text.ToString();
            if (!_verdict.IsBlocked)
            {
                foreach ((int rule, Finder finder) in _finders) Add(rule, finder.End());
                foreach ((int rule, ScoreDetector detector) in text.Length > 0 ? _scores : [])
                {
                    (bool isMatch, string? failure) = await AskAsync(rule, detector, text, cancellationToken);
                    if (failure is not null) _verdict.Add(rule, GuardAction.Block, failure);
                    if (isMatch) Add(rule, [new Match(0, text.Length)]);
                }
            }

            if (_verdict.IsBlocked && _scores.Count > 0) return "";
            return Show(Math.Min(_blockedAt, text.Length));
        }

        private void Step(Rune rune, int length)
        {
            foreach ((int rule, Finder finder) in _finders) Add(rule, finder.Read(rune, _read, _read + length));
            _read += length;
        }

        private void Add(int rule, IReadOnlyList<Match> matches)
        {
            foreach (Match match in matches)
            {
                GuardAction action = _policy.Rules[rule].Action;
                _verdict.Add(rule, action, _policy.Rules[rule].Reason);
                if (action == GuardAction.Redact) _hidden.Add(match);
                if (action == GuardAction.Block) _blockedAt = Math.Min(_blockedAt, match.Start);
            }
        }

        /// <summary>Shows what is not shown yet, up to a place.</summary>
        private string Show(int until)
        {
            StringBuilder part = new();
            foreach (Match match in _hidden.Where(match => match.Start < until).OrderBy(match => match.Start))
            {
                // One that begins within what is masked already is part of it.
                if (match.Start >= _shown) _ = part.Append(_text.ToString(_shown, match.Start - _shown)).Append(_policy.Mask);
                _shown = Math.Max(_shown, match.End);
            }

            _ = _hidden.RemoveAll(match => match.Start < until);
            if (_shown >= until) return part.ToString();
            _ = part.Append(_text.ToString(_shown, until - _shown));
            _shown = until;
            return part.ToString();
        }

        private async Task<(bool IsMatch, string? Failure)> AskAsync(
            int rule, ScoreDetector detector, string text, CancellationToken cancellationToken)
        {
            string id = _policy.Rules[rule].Id;
            Task<double>? asked = null;
            try
            {
                asked = detector.Score(text, cancellationToken);
                double score = await asked.WaitAsync(_policy.TimeLimit, _policy.Clock, cancellationToken);
                return score is >= 0 and <= 1 ? (score >= detector.Threshold, null) : (false, GuardFailure.NoScore(id));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception)
            {
                return (false, asked is { IsCompleted: false } ? GuardFailure.Late(id) : GuardFailure.Threw(id));
            }
        }

        private static Rune? LetterOrDigit(Rune rune) => GuardText.Fold(rune) is { } kept && Rune.IsLetterOrDigit(kept) ? kept : null;

        private static IEnumerable<Finder> Finders(GuardDetector detector) => detector switch
        {
            PhraseDetector phrases => [new PatternFinder([.. phrases.Phrases.Select(Phrase)], GuardText.Fold)],
            WordDetector words => [new WordFinder(words)],
            CanaryDetector canary =>
            [
                new PatternFinder([Compact(canary.Token)], LetterOrDigit),
                new PatternFinder([.. Base64(canary.Token)], rune => Rune.IsWhiteSpace(rune) ? null : rune),
            ],
            _ => [],
        };
    }

    /// <summary>Finds matches of one kind while a text is read.</summary>
    private abstract class Finder
    {
        /// <summary>Reads a code point.</summary>
        /// <returns>The matches that are known now.</returns>
        public abstract IReadOnlyList<Match> Read(Rune rune, int start, int end);

        /// <summary>Ends the text.</summary>
        /// <returns>The matches that are known now.</returns>
        public virtual IReadOnlyList<Match> End() => [];

        /// <summary>Says where a match that is not known yet begins at the earliest.</summary>
        public abstract int Safe(int read);
    }

    private sealed class PatternFinder(string[] patterns, Func<Rune, Rune?> keep) : Finder
    {
        private readonly int _longest = patterns.Max(pattern => pattern.Length);
        private readonly List<char> _kept = [];
        private readonly List<int> _starts = [];

        public override IReadOnlyList<Match> Read(Rune rune, int start, int end)
        {
            if (keep(rune) is not { } kept || (kept.Value == ' ' && _kept.Count > 0 && _kept[^1] == ' ')) return [];
            foreach (char unit in kept.ToString())
            {
                _kept.Add(unit);
                _starts.Add(start);
            }

            List<Match> found = [];
            foreach (string pattern in patterns)
            {
                int from = _kept.Count - pattern.Length;
                if (from >= 0 && pattern.Select((unit, i) => _kept[from + i] == unit).All(same => same))
                    found.Add(new Match(_starts[from], end));
            }

            return found;
        }

        public override int Safe(int read)
        {
            int first = Math.Max(0, _kept.Count - _longest + 1);
            return first < _kept.Count ? _starts[first] : read;
        }
    }

    private sealed class WordFinder(WordDetector words) : Finder
    {
        private readonly HashSet<string> _hashes = [.. words.Hashes];
        private readonly StringBuilder _word = new();
        private int _start, _end;

        public override IReadOnlyList<Match> Read(Rune rune, int start, int end)
        {
            if (GuardText.Fold(rune) is not { } kept) return [];
            if (!Rune.IsLetterOrDigit(kept)) return End();
            if (_word.Length == 0) _start = start;
            if (_word.Length <= words.Longest) _ = _word.Append(kept);
            _end = end;
            return [];
        }

        public override IReadOnlyList<Match> End()
        {
            bool isListed = _word.Length > 0 && _word.Length <= words.Longest && _hashes.Contains(GuardText.Hash(_word.ToString()));
            _ = _word.Clear();
            return isListed ? [new Match(_start, _end)] : [];
        }

        public override int Safe(int read) => _word.Length > 0 && _word.Length <= words.Longest ? _start : read;
    }
    #endregion
}
