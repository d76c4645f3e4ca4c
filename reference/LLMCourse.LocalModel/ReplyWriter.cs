using LLMCourse.Reference.Decoding;

namespace LLMCourse.LocalModels;

/// <summary>Writes one reply.</summary>
internal sealed class ReplyWriter
{
    private readonly LocalModel _model;
    private readonly Request _request;
    private readonly Sampler _sampler;
    private readonly StreamingText _text;
    private readonly HashSet<int> _marks;
    private readonly int[] _history;
    private int _length;
    private bool _isToolCall;

    /// <summary>Prepares the reply.</summary>
    /// <exception cref="ArgumentException">A sampling option is out of range.</exception>
    public ReplyWriter(LocalModel model, Request request)
    {
        (_model, _request) = (model, request);
        _sampler = new Sampler(request.Options.Sampling);
        _text = new StreamingText(request.Options.Stop);
        _marks = [.. model.Format.Tokenizer.Vocabulary.SpecialTokens.Values.Where(id => id != model.Format.EndToken)];
        _history = new int[request.Prompt.Length + request.MaxTokens + 1]; // one more for the mark of a call
        request.Prompt.CopyTo(_history, 0);
        _length = request.Prompt.Length;
    }

    /// <summary>What the next token is held to.</summary>
    private ITokenConstraint? Constraint =>
        _isToolCall ? _request.Options.CallConstraint ?? _request.Options.Constraint : _request.Options.Constraint;

    /// <summary>Gives a part for each token and one at the end.</summary>
    public IEnumerable<CompletionChunk> Run(CpuDecoder decoder, CancellationToken cancellationToken)
    {
        CompletionOptions options = _request.Options;
        var logits = new float[decoder.VocabularySize];
        var own = new float[logits.Length];
        bool hasBegun = !_request.IsChat || options.Prefix.Length > 0; // the space before a turn's text has been passed
        FinishReason? finish = null;
        int count = 0;
        while (finish is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count == _request.MaxTokens || _length == _model.ContextLength + 1)
            {
                finish = FinishReason.Length;
                break;
            }

            decoder.Next(_history.AsSpan(0, _length), logits);
            logits.CopyTo(own, 0);
            int id = Choose(logits, isFirst: count == 0 && !_isToolCall);
            if (id == _model.Format.CallToken)
            {
                _isToolCall = true;
                _history[_length++] = id;
                continue;
            }

            if (id == _model.Format.EndToken)
            {
                finish = _isToolCall ? FinishReason.ToolCall : FinishReason.Stop;
                break;
            }

            Constraint?.Accept(id);
            _history[_length++] = id;
            count++;
            string certain = Trim(_text.Append(_model.TokenBytes[id].Span), ref hasBegun);
            yield return new CompletionChunk(certain, _isToolCall, _model.Describe(own, id, options.TopLogProbs), null);
            if (_text.IsStopped)
                finish = FinishReason.Stop;
        }

        yield return new CompletionChunk(Trim(_text.End(), ref hasBegun), _isToolCall, null, finish);
    }

    /// <summary>Takes off the space that begins every turn.</summary>
    private static string Trim(string certain, ref bool hasBegun)
    {
        if (hasBegun || certain.Length == 0)
            return certain;
        hasBegun = true;
        return certain[0] == ' ' ? certain[1..] : certain;
    }

    /// <summary>Chooses a token. Marks of turns cannot come within one, and the mark of a call only at its beginning.</summary>
    private int Choose(float[] logits, bool isFirst)
    {
        ToolChoice choice = _request.Options.ToolChoice;
        bool mayCall = isFirst && _request.IsChat && _request.Options.Prefix.Length == 0 && choice != ToolChoice.None;
        int call = _model.Format.CallToken;
        if (mayCall && choice == ToolChoice.Required)
            return call;
        float callLogit = logits[call];
        foreach (int mark in _marks)
            logits[mark] = float.NegativeInfinity;
        if (mayCall && (_request.Options.Constraint is null || _request.Options.CallConstraint is not null))
        {
            logits[call] = callLogit;
            if (_request.Options.Constraint is not null)
            {
                // Whether to call is decided before the constraint takes away what the model would rather say.
                if (_sampler.Next([.. logits], _history.AsSpan(0, _length)) == call)
                    return call;
                logits[call] = float.NegativeInfinity;
            }
        }

        int written = _length - _request.Prompt.Length - (_isToolCall ? 1 : 0);
        Constraint?.Mask(logits, _request.MaxTokens - written);
        return _sampler.Next(logits, _history.AsSpan(0, _length));
    }
}
