package vn.lienthong;

import java.util.Map;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import vn.lienthong.delivery.Fault;

/**
 * The words of the door files: {@code pull:ROUTE} as source makes one exchange for each find of a visit, and
 * {@code pull:custody}, {@code pull:remember}, {@code pull:release} are what is done with it. Everything happens on the
 * thread of the visit, one find after the other.
 */
final class PullComponent extends DefaultComponent {
    private final Map<String, PullRoute> routes;
    private final Map<String, Step> steps;

    private interface Step {
        void run(PullPassage passage) throws Exception;
    }

    PullComponent(Map<String, PullRoute> routes, PullCustody custody) {
        this.routes = Map.copyOf(routes);
        this.steps = Map.of("custody", custody::take, "remember", custody::remember, "release", custody::release);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new PullEndpoint(uri, this, remaining);
    }

    private final class PullEndpoint extends DefaultEndpoint {
        private final String name;

        PullEndpoint(String uri, Component component, String name) {
            super(uri, component);
            this.name = name;
        }

        @Override
        public Producer createProducer() {
            Step step = steps.get(name);
            if (step == null) {
                throw new Fault("no step '" + name + "'; there are " + steps.keySet());
            }
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    step.run(PullPassage.of(exchange.getMessage().getBody()));
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            PullRoute route = routes.get(name);
            if (route == null) {
                throw new Fault("no route '" + name + "' fetches");
            }
            return new PullConsumer(this, processor, route);
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }

    /** Runs while its Camel route runs. */
    private static final class PullConsumer extends DefaultConsumer {
        private final PullRoute route;

        PullConsumer(Endpoint endpoint, Processor processor, PullRoute route) {
            super(endpoint, processor);
            this.route = route;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            route.start(this::pass);
        }

        @Override
        protected void doStop() throws Exception {
            route.stop();
            super.doStop();
        }

        private void pass(PullPassage passage) throws Exception {
            Exchange exchange = createExchange(false);
            try {
                exchange.getMessage().setBody(passage);
                getProcessor().process(exchange);
                Exception fault = exchange.getException();
                if (fault != null) {
                    throw fault;
                }
            } finally {
                releaseExchange(exchange, false);
            }
        }
    }
}
