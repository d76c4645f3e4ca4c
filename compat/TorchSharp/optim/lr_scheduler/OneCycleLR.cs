namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Up to max_lr and down to next to nothing in one cycle (Smith and Topin 2018), with the momentum going the other way.</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly int _steps;
                    private readonly AnnealStrategy _anneal;
                    private readonly double[] _max, _initial, _min, _lowMomentum, _highMomentum;
                    private readonly bool _cycleMomentum, _threePhase;
                    private readonly double _rise;

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85,
                        double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                        int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Each(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                            Each(optimizer, base_momentum), Each(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    public OneCycleLR(
                        Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps <= 0 && (epochs <= 0 || steps_per_epoch <= 0))
                            throw new ArgumentException("Give either total_steps, or both epochs and steps_per_epoch.", nameof(total_steps));
                        if (!(pct_start >= 0 && pct_start <= 1))
                            throw new ArgumentOutOfRangeException(nameof(pct_start), pct_start, "Give a fraction from 0 to 1.");
                        _steps = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                        (_rise, _anneal, _threePhase, _cycleMomentum) = (pct_start, anneal_strategy, three_phase, cycle_momentum);
                        _max = [.. max_lr];
                        _initial = Array.ConvertAll(_max, lr => lr / div_factor);
                        _min = Array.ConvertAll(_initial, lr => lr / final_div_factor);
                        _lowMomentum = [.. base_momentum ?? Each(optimizer, 0.85)];
                        _highMomentum = [.. max_momentum ?? Each(optimizer, 0.95)];
                        if (cycle_momentum && optimizer.ParamGroups.Any(g => g is not (IMomentum or IBetas)))
                            throw new ArgumentException("The optimizer has no momentum to cycle: pass cycle_momentum: false.", nameof(optimizer));
                        if (last_epoch == -1)
                        {
                            int i = 0;
                            foreach (ILearningRateController group in optimizer.ParamGroups) group.InitialLearningRate = _initial[i++];
                            _base_lrs = _initial;
                        }
                        step();
                    }

                    private static double[] Each(Optimizer optimizer, double value) => [.. optimizer.ParamGroups.Select(_ => value)];

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch >= _steps)
                            throw new InvalidOperationException(
                                $"The cycle has {_steps} steps, and step {_last_epoch + 1} was asked for. Make the scheduler with a larger total_steps.");
                        (int phase, double part) = Phase();
                        if (_cycleMomentum) SetMomentum(phase, part);
                        return _max.Select((max, i) => phase switch
                        {
                            0 => Between(_initial[i], max, part),
                            1 when _threePhase => Between(max, _initial[i], part),
                            1 => Between(max, _min[i], part),
                            _ => Between(_initial[i], _min[i], part),
                        });
                    }

                    // Which stretch of the cycle the step lies in, and how far along it.
                    private (int, double) Phase()
                    {
                        double first = _rise * _steps - 1, last = _steps - 1;
                        if (_last_epoch <= first) return (0, first > 0 ? _last_epoch / first : 1);
                        if (!_threePhase) return (1, (_last_epoch - first) / (last - first));
                        double second = 2 * _rise * _steps - 2;
                        return _last_epoch <= second ? (1, (_last_epoch - first) / (second - first)) : (2, (_last_epoch - second) / (last - second));
                    }

                    private void SetMomentum(int phase, double part)
                    {
                        int i = 0;
                        foreach (ILearningRateController group in _optimizer.ParamGroups)
                        {
                            (double low, double high) = (_lowMomentum[i], _highMomentum[i]);
                            i++;
                            double momentum = phase switch { 0 => Between(high, low, part), 1 => Between(low, high, part), _ => high };
                            if (group is IBetas betas) betas.Betas = (momentum, betas.Betas.Item2);
                            else ((IMomentum)group).Momentum = momentum;
                        }
                    }

                    private double Between(double from, double to, double part) => _anneal == AnnealStrategy.Cos
                        ? to + (from - to) / 2 * (1 + Math.Cos(Math.PI * part))
                        : from + (to - from) * part;
                }
            }

            public static LRScheduler OneCycleLR(
                Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(
                    optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum,
                    div_factor, final_div_factor, three_phase, last_epoch, verbose);
        }
    }
}
