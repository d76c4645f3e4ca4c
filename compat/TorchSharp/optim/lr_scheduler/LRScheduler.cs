using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, once when it is made and then at every step().</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                internal readonly Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal double[] _base_lrs = [];
                private readonly bool _verbose;
                private double[] _last_lrs = [];

                protected LRScheduler()
                {
                }

                // last_epoch is the epoch to go on from; -1 starts anew.
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = [.. optimizer.ParamGroups.Select(g => g.InitialLearningRate)];
                    _last_lrs = [.. optimizer.ParamGroups.Select(g => g.LearningRate)];
                }

                /// <summary>The learning rates now, group by group.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                public virtual void step() => step(null);

                /// <summary>Goes to the next epoch, or to the one given.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    Set(epoch is null ? get_lr() : get_closed_form_lr());
                }

                /// <summary>For schedulers that look at a measurement; the others ignore it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates of the epoch, which may depend on the rates now.</summary>
                protected abstract IEnumerable<double> get_lr();

                /// <summary>The rates of the epoch by the initial rates alone.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                internal IEnumerable<double> Current => _optimizer.ParamGroups.Select(g => g.LearningRate);

                internal void Set(IEnumerable<double> rates)
                {
                    _last_lrs = [.. rates];
                    int i = 0;
                    foreach (ILearningRateController group in _optimizer.ParamGroups)
                    {
                        group.LearningRate = _last_lrs[i];
                        if (_verbose)
                            Console.WriteLine(string.Create(
                                CultureInfo.InvariantCulture, $"Adjusting learning rate of group {i} to {_last_lrs[i]:g4}"));
                        i++;
                    }
                }
            }
        }
    }
}
